// What Tab never came to, and where one could not see that it had. The body of a function.
const { all, named, reached, plain } = window.met;
const called = (element) => `<${element.tagName.toLowerCase()}.${element.className}> ${(element.getAttribute("aria-label") || element.innerText || element.name || "").trim().slice(0, 24)}`;
return all.filter((element) => !plain.has(named(element)))
  .map((element) => `${reached.has(named(element)) ? "focus not seen" : "not reached by Tab"}: ${called(element)}`);
