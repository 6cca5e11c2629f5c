// Sets out to follow the focus: afterwards Tab is pressed as often as this says, then `focused.js` says what nobody came by. With `colours.js` before it the body of a function.
// Buttons to leaf with come and go as the page moves; a keyboard has keys of its own for that.
const isPressed = (element) => !element.disabled && !element.closest(".turns") && !element.closest("fieldset[disabled], [aria-hidden=true]") && element.checkVisibility({ visibilityProperty: true });
document.querySelectorAll("[data-idle]").forEach((one) => { one.hidden = true; });
const all = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")].filter(isPressed);
// Of a group of choices one is reached by Tab, the others by arrows.
const named = (element) => (element.type === "radio" ? `radio ${element.name}` : element);
const usual = new Map(all.map((element) => [element, getComputedStyle(element).borderTopColor]));
window.met = { all, named, reached: new Set(), plain: new Set() };
addEventListener("keyup", (event) => {
  const element = document.activeElement;
  if (event.key !== "Tab" || element === document.body) return;
  window.met.reached.add(named(element));
  const style = getComputedStyle(element), box = element.getBoundingClientRect(), ground = behind(element.parentElement);
  const stands = (ink) => contrast(over(colour(ink), ground), ground) >= 3;
  const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && stands(style.outlineColor);
  const isFramed = style.borderTopColor !== usual.get(element) && stands(style.borderTopColor);
  if ((isOutlined || isFramed) && box.bottom > 0 && box.top < innerHeight) window.met.plain.add(named(element));
}, true);
document.activeElement.blur();
getSelection().collapse(document.body, 0);
// A date is filled in part by part.
return all.reduce((sum, element) => sum + (element.type === "date" ? 4 : 1), 3);
