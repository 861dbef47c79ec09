// What may become script or markup in this document (Trusted Types). The build puts
// this in front of the program and writes down the addresses; the header of every
// answer allows this one policy, so whatever else reaches such a place is an error.
// A browser that does not know Trusted Types goes by the rest of the header.
window.trustedTypes?.createPolicy("default", {
  // Our own scripts, by their names with a digest: workers, annex, service worker.
  createScriptURL: address => (__SCRIPTS__.includes(address) ? address : null),
  // What the views hold ready as text: elements and attributes that run nothing,
  // load nothing and lead to this site only.
  createHTML: markup => (/^(?:<\/?(?:a|aside|b|bdi|br|canvas|caption|circle|code|dd|details|div|dl|dt|em|fieldset|figure|footer|g|h[1-6]|header|hr|i|label|legend|li|line|nav|ol|option|p|path|polyline|rect|section|small|span|strong|sub|summary|sup|svg|t[dhr]|table|tbody|thead|ul)(?: (?:(?:aria-[a-z]+|class|c[xy]|colspan|d|data-[a-z-]+|fill|for|height|hidden|id|lang|r|role|rx|scope|stroke[a-z-]*|tabindex|title|translate|value|viewBox|width|x|y)(?:="[^"<>]*")?|href="[#\/][^"<>]*"))*>|[^<])*$/.test(markup) ? markup : null),
});
