// Runs the script of the live page against a door, with as much of a browser as it needs, and says
// what it shows. An element here takes text and other elements, and refuses to be given markup.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [script, html, url, world] = process.argv.slice(2);

class Element {
  constructor(tag) {
    this.tag = tag;
    this.children = [];
    this.listeners = {};
    this.value = "";
    this.text = "";
  }
  set textContent(text) {
    this.text = String(text);
    this.children = [];
  }
  get textContent() {
    return this.text + this.children.map((child) => child.textContent).join("|");
  }
  get options() { return this.children; }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  addEventListener(kind, listener) { this.listeners[kind] = listener; }
  set innerHTML(markup) { throw new Error("markup was set"); }
  set outerHTML(markup) { throw new Error("markup was set"); }
  insertAdjacentHTML() { throw new Error("markup was set"); }
  setAttribute() { throw new Error("an attribute was set"); }
}

// Every id that the script asks for stands in the page itself.
const ids = [...readFileSync(html, "utf8").matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
const elements = Object.fromEntries(ids.map((id) => [id, new Element(id)]));
let looks = 0;
const context = {
  document: {
    getElementById: (id) => elements[id] || null,
    createElement: (tag) => new Element(tag),
  },
  Option: class extends Element {
    constructor(text, value) {
      super("option");
      this.text = text;
      this.value = value;
    }
  },
  // A browser finds what the page asks for beside the page.
  fetch: (path, options) => fetch(`${url}/_simulator/${path}`, options),
  // It looks twice: the second time at the world that was chosen.
  setTimeout: (look) => {
    looks += 1;
    if (looks === 1) {
      elements.world.value = world;
      look();
    } else {
      const shown = Object.entries(elements).map(([id, element]) => [id, element.textContent]);
      console.log(JSON.stringify(Object.fromEntries(shown)));
    }
  },
  encodeURIComponent, Date, JSON, Object, Math, String, Error,
};
vm.runInNewContext(readFileSync(script, "utf8"), context);
