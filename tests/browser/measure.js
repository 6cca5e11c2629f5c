// What is wrong with a page, as its reader would find out. With `colours.js` before it the body of a function: arguments are the screen's name and how heavy a page may be.
const [screen, heaviest] = arguments;
const skin = document.body.classList[0];
const isKiosk = skin === "kiosk", isOwn = isKiosk || skin === "v";
// doors.md: text at the kiosk from 30 px (in a hand 24), elsewhere from 18; what is pressed is 80 px high at the kiosk, 60 in a resident's hand, 44 at a desk.
const smallest = isKiosk ? (screen === "phone" ? 24 : 30) : 18;
const lowest = isKiosk && screen !== "phone" ? 80 : isOwn ? 60 : 44;
const found = [];
const say = (what, element, detail) => found.push(`${what}: ${named(element)} ${detail}`);

function named(element) {
  const words = (element.getAttribute("aria-label") || element.innerText || element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 24);
  return `<${element.tagName.toLowerCase()}${element.className && element.className.baseVal === undefined ? "." + element.className : ""}> ${words}`;
}

// Everything that can be opened is open, and what asks whether somebody is still there asks.
document.querySelectorAll("details").forEach((one) => { one.open = true; });
document.querySelectorAll("[data-idle]").forEach((one) => { one.hidden = false; });

// The way past the heading is seen when it has the focus; cards to cut out are measured in millimetres, on paper.
const isAside = (element) => element.closest(".skip, .default, .card-sheet, [aria-hidden=true]");
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isAside(element);

function readable(element, ink, size, weight) {
  if (size < smallest - 0.05) say("text too small", element, `${size.toFixed(1)} px < ${smallest}`);
  const ground = behind(element), ratio = contrast(over(colour(ink), ground), ground);
  // Large is what is twice as large as the smallest, or bold and half as large again.
  const isLarge = size >= smallest * 2 || (weight >= 700 && size >= smallest * 1.2);
  const least = isOwn && !isLarge ? 7 : 4.5;
  if (ratio < least) say("contrast too low", element, `${ratio.toFixed(2)} < ${least}`);
}

const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  if (!walk.currentNode.data.trim() || !isSeen(element) || ["SCRIPT", "NOSCRIPT", "OPTION"].includes(element.tagName)) continue;
  const style = getComputedStyle(element), svg = element.closest("svg");
  const scale = svg ? element.getScreenCTM().a : 1;
  readable(element, svg ? style.fill : style.color, parseFloat(style.fontSize) * scale, Number(style.fontWeight));
}
document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((field) => {
  if (!isSeen(field)) return;
  const style = getComputedStyle(field);
  readable(field, style.color, parseFloat(style.fontSize), Number(style.fontWeight));
  if (field.placeholder) readable(field, getComputedStyle(field, "::placeholder").color, parseFloat(style.fontSize), 400);
});

// A link in the middle of a sentence is as high as the sentence.
const isInSentence = (element) => element.tagName === "A" && getComputedStyle(element).display === "inline" && element.parentElement.innerText.trim() !== element.innerText.trim();
document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea").forEach((element) => {
  if (!isSeen(element) || isInSentence(element)) return;
  const label = ["checkbox", "radio"].includes(element.type) && (element.closest("label") || document.querySelector(`label[for="${element.id}"]`));
  const box = (label || element).getBoundingClientRect();
  if (box.height < lowest - 0.5) say("target too low", element, `${box.height.toFixed(1)} px < ${lowest}`);
  if (box.width < Math.min(lowest, 44) - 0.5) say("target too narrow", element, `${box.width.toFixed(1)} px`);
});

if (document.documentElement.scrollWidth > innerWidth) {
  const isScrolled = (element) => { for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return true; return false; };
  const wide = [...document.querySelectorAll("body *")].filter((element) => isSeen(element) && element.getBoundingClientRect().right > innerWidth + 0.5 && !isScrolled(element));
  say("wider than the screen", wide.at(-1) || document.body, `${document.documentElement.scrollWidth} px > ${innerWidth}`);
}

const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
const weight = parts.reduce((sum, part) => sum + part.decodedBodySize, 0);
if (weight > heaviest) say("too heavy", document.body, `${weight} bytes > ${heaviest}`);

return [...new Set(found)];
