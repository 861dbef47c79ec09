// Saves a PDF the way Firefox's viewer does: what was typed onto the page is
// appended as an annotation.
//
// usage: node save.mjs FOLDER IN OUT
// FOLDER is where pdfjs-dist is installed.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, input, output] = process.argv.slice(2);
const { getDocument, AnnotationEditorType, VerbosityLevel } = await import(
  pathToFileURL(`${folder}/node_modules/pdfjs-dist/legacy/build/pdf.mjs`)
);

const data = new Uint8Array(await readFile(input));
const document = await getDocument({ data, isEvalSupported: false, verbosity: VerbosityLevel.ERRORS }).promise;
document.annotationStorage.setValue("pdfjs_internal_editor_0", {
  annotationType: AnnotationEditorType.FREETEXT,
  color: [0, 0, 0],
  fontSize: 12,
  value: "Approved",
  pageIndex: 0,
  rect: [100, 100, 200, 120],
  rotation: 0,
});
await writeFile(output, await document.saveDocument());
await document.destroy();
