// What every page's script makes its elements with: text stays text, whatever it has in it.

const byId = id => document.getElementById(id);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
