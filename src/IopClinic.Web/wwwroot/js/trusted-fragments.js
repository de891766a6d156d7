// The content security policy demands Trusted Types: no script may turn text into markup unless a policy lets that text pass.
// htmx does exactly that with the fragments it fetches (DOMParser.parseFromString) and names no policy of its own, so the browser
// asks the default one. This one lets pass only what htmx has just received from our own server (selfRequestsOnly), only for
// parsing, which runs no script (allowScriptTags is off); every other innerHTML, document.write or eval stays refused.
let received = null;

document.addEventListener("htmx:beforeSwap", event => {
  received = event.detail.serverResponse;
});
document.addEventListener("htmx:afterSwap", () => {
  received = null;
});

// htmx wraps a fragment before it parses it, and drops a head element.
const wrapped = text =>
  `<body><template class="internal-htmx-wrapper">${text}</template></body>`;
const withoutHead = text => text.replace(/<head(\s[^>]*)?>[\s\S]*?<\/head>/i, "");

globalThis.trustedTypes?.createPolicy("default", {
  createHTML(text, _type, sink) {
    const ours = received !== null && sink === "DOMParser parseFromString"
      && [received, withoutHead(received), wrapped(withoutHead(received))].includes(text);
    return ours ? text : null;
  },
});
