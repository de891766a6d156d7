// The content security policy demands Trusted Types: no script may turn text into markup unless a policy lets that text pass.
// htmx does exactly that with the fragments it fetches, and names no policy of its own, so the browser asks the default one.
// This one lets pass only what htmx has just received from our own server (selfRequestsOnly), and only into the parser, which
// runs no script (allowScriptTags is off). Every other innerHTML, document.write or eval stays refused.
const parsers = ["Document parseHTMLUnsafe", "DOMParser parseFromString"];
let received = null;

document.addEventListener("htmx:beforeSwap", event => { received = event.detail.serverResponse; });
document.addEventListener("htmx:afterSwap", () => { received = null; });

// htmx drops a head element, and wraps what is not a whole page, before it parses.
const asParsed = text => {
  const body = text.replace(/<head(\s[^>]*)?>[\s\S]*?<\/head>/i, "");
  return [text, body, `<body><template class="internal-htmx-wrapper">${body}</template></body>`];
};

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (text, _type, sink) =>
    received !== null && parsers.includes(sink) && asParsed(received).includes(text) ? text : null,
});
