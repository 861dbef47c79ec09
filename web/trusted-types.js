// What may become script or markup in this document (Trusted Types). The build puts
// this in front of the program and writes down the addresses; the header of every
// answer allows this one policy, so whatever else reaches such a place is an error.
// A browser that does not know Trusted Types goes by the rest of the header.
window.trustedTypes?.createPolicy("default", {
  // Our own scripts, by their names with a digest: workers, annex, service worker.
  createScriptURL: address => (__SCRIPTS__.includes(address) ? address : null),
  // What the views hold ready as text: elements and attributes that run nothing,
  // load nothing and lead to this site only.
  createHTML: markup => (/^(?:<\/?(?:a|b|bdi|br|circle|code|dd|div|dl|dt|em|g|h[1-6]|label|li|line|ol|option|p|path|rect|small|span|strong|svg|t[dhr]|table|tbody|thead|ul)(?: (?:(?:aria-[a-z]+|class|c[xy]|d|fill|for|height|id|lang|r|role|rx|scope|stroke[a-z-]*|title|translate|value|viewBox|width|x|y)="[^"<>]*"|href="[#\/][^"<>]*"))*>|[^<])*$/.test(markup) ? markup : null),
});
