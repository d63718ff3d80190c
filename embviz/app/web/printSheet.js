// Prints the page as a worksheet: its text, settings, charts and tables in order, dark on white,
// without interactive elements, and with lines for an answer.

const CONTENT_TEST_IDS = ["stHeading", "stMarkdown", "stMetric", "stAlert", "stText", "stDataFrame"]
const SETTING_TEST_IDS = ["stTextInput", "stTextArea", "stSelectbox", "stButtonGroup", "stCheckbox", "stNumberInput"]
const MAX_TABLE_ROWS = 20
const SHEET_CSS = `
@page { size: A4; margin: 15mm; }
body { font: 10.5pt/1.45 Arial, Helvetica, sans-serif; color: #000; background: #fff; margin: 0; }
h1 { font-size: 19pt; margin: 0 0 2mm; } h2, h3, h4 { font-size: 12.5pt; margin: 5mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2mm; } figure { margin: 3mm 0 1mm; break-inside: avoid; break-after: avoid; }
img { display: block; max-width: 100%; max-height: 200mm; margin: 0 auto; }
.name, .state, .small { color: #333; font-size: 9.5pt; } .name { display: flex; gap: 8mm; margin-bottom: 6mm; }
.name span { flex: 1; border-bottom: 1px solid #000; } .state { border-left: 3px solid #999; padding-left: 3mm; }
.metrics { display: flex; flex-wrap: wrap; gap: 1mm 8mm; margin: 2mm 0; } .metrics b { font-size: 13pt; margin-left: 2mm; }
table { border-collapse: collapse; margin: 2mm 0; font-size: 9pt; break-inside: avoid; }
th, td { border: 1px solid #999; padding: 0.5mm 2mm; text-align: left; }
.answer { margin-top: 6mm; break-inside: avoid; } .answer div { border-bottom: 1px solid #000; height: 9mm; }
footer { margin-top: 5mm; font-size: 8.5pt; color: #333; overflow-wrap: anywhere; }
code { font-family: inherit; font-weight: bold; } a { color: inherit; text-decoration: none; }
`

export function mountPrintSheet({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.onclick = async () => {
    if (button.getAttribute("aria-busy") === "true") return
    button.setAttribute("aria-busy", "true")
    try {
      await printHtml(await buildSheet(data))
    } finally {
      button.removeAttribute("aria-busy")
    }
  }
}

// The sheet consists of escaped text and a few tags, so that no content of the page can run as code.
async function buildSheet({ embedding, word }) {
  const main = document.querySelector('[data-testid="stMainBlockContainer"]')
  const selector = [...CONTENT_TEST_IDS, ...SETTING_TEST_IDS].map(id => `[data-testid="${id}"]`).concat(".embviz-chart").join(", ")
  const parts = []
  for (const element of main.querySelectorAll(selector)) {
    if (!element.checkVisibility() || element.parentElement.closest(`${selector}, [data-testid="stPopoverBody"]`)) continue
    const part = await elementHtml(element)
    if (part) parts.push(part)
  }
  const title = main.querySelector("h1")?.textContent ?? "embviz"
  const headingIndex = parts.findIndex(part => part.startsWith("<h1"))
  parts.splice(headingIndex + 2, 0, `<p class="state">Embedding: <b>${escapeHtml(embedding)}</b> · Current word: <b>${escapeHtml(word)}</b></p>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${SHEET_CSS}</style>
<div class="name">Name <span></span> Date <span></span></div>
${groupRows(parts)}
<div class="answer"><b>What do you see?</b>${"<div></div>".repeat(4)}</div>
<footer>The same on a screen: ${escapeHtml(location.href)}<br>Made with embviz</footer></html>`
}

async function elementHtml(element) {
  if (element.matches(".embviz-chart")) {
    const alt = escapeHtml(element.getAttribute("aria-label") ?? "").replaceAll('"', "&quot;")
    return `<figure><img alt="${alt}" src="${await element.embvizPrintImage()}"></figure>`
  }
  const id = element.dataset.testid
  if (id === "stHeading") {
    const heading = element.querySelector("h1, h2, h3, h4, h5, h6")
    return heading && `<${heading.localName}>${nodeHtml(heading)}</${heading.localName}>`
  }
  if (id === "stMetric") {
    const [label, value] = ["stMetricLabel", "stMetricValue"].map(each => element.querySelector(`[data-testid="${each}"]`))
    return `<span data-metric>${escapeHtml(label.innerText.trim())} <b>${escapeHtml(value.innerText.trim())}</b></span>`
  }
  if (id === "stDataFrame") return tableHtml(element)
  if (SETTING_TEST_IDS.includes(id)) return settingHtml(element)
  const text = nodeHtml(element).replace(/\bClick (?:[^.<]|<[^>]*>)*\.\s*/g, "").trim()
  return text && (element.querySelector('[data-testid="stCaptionContainer"]') ? `<div class="small">${text}</div>` : `<div>${text}</div>`)
}

function settingHtml(element) {
  const label = element.querySelector('[data-testid="stWidgetLabel"]')?.innerText.trim() || element.querySelector("[aria-label]")?.getAttribute("aria-label")
  const field = element.querySelector("input:not([type=checkbox]):not([type=radio]), textarea")
  const checkbox = element.querySelector("input[type=checkbox]")
  const chosen = [...element.querySelectorAll('[aria-checked="true"], [aria-pressed="true"], [data-selected="true"]')].map(each => each.innerText.trim())
  const value = element.dataset.testid === "stCheckbox" ? (checkbox?.checked ? "yes" : "no") : chosen.filter(Boolean).join(", ") || field?.value || ""
  return label && value && `<span data-set>${escapeHtml(label)}: <b>${escapeHtml(value)}</b></span>`
}

function tableHtml(element) {
  const rows = [...element.querySelectorAll("table tr, [role=grid] [role=row]")].slice(0, MAX_TABLE_ROWS + 1)
  const cells = row => [...row.querySelectorAll("th, td, [role=columnheader], [role=gridcell]")].map(cell => `<td>${escapeHtml(roundDigits(cell.textContent))}</td>`)
  return rows.length ? `<table>${rows.map(row => `<tr>${cells(row).join("")}</tr>`).join("")}</table>` : ""
}

// The cells of a table contain more digits than are displayed.
const roundDigits = text => (/^-?\d+\.\d{5,}$/.test(text) ? String(Number(Number(text).toPrecision(4))) : text)

// Return the text of a node with basic formatting and formulas, without icons and tooltips.
function nodeHtml(node) {
  if (node.nodeType === Node.TEXT_NODE) return escapeHtml(node.textContent)
  if (node.nodeType !== Node.ELEMENT_NODE || /Icon|HeaderAction|Tooltip/.test(node.dataset?.testid ?? "") || node.matches("[role=img]")) return ""
  if (node.matches(".katex")) return node.querySelector("math")?.outerHTML ?? escapeHtml(node.textContent)
  const inner = [...node.childNodes].map(nodeHtml).join("")
  const tag = { P: "p", STRONG: "b", EM: "i", CODE: "code", LI: "li", UL: "ul", OL: "ol", TABLE: "table", TR: "tr", TD: "td", TH: "th", BR: "br" }[node.tagName]
  return tag === "br" ? "<br>" : tag ? `<${tag}>${inner}</${tag}>` : inner
}

// Put consecutive metrics, and consecutive settings, on one line.
function groupRows(parts) {
  let html = parts.join("\n")
  html = html.replace(/(<span data-metric>[^\n]*\n?)+/g, found => `<div class="metrics">${found}</div>\n`)
  return html.replace(/(<span data-set>[^\n]*\n?)+/g, found => `<p class="state">${found.trim().split("\n").join(" · ")}</p>\n`)
}

async function printHtml(html) {
  document.getElementById("embviz-sheet")?.remove()
  const frame = document.createElement("iframe")
  frame.id = "embviz-sheet"
  frame.title = "Sheet to print"
  frame.tabIndex = -1
  frame.style.cssText = "position: fixed; right: 0; bottom: 0; width: 0; height: 0; border: 0"
  const loaded = new Promise(resolve => (frame.onload = resolve))
  frame.srcdoc = html
  document.body.append(frame)
  await loaded
  await Promise.all([...frame.contentDocument.images].map(image => image.decode().catch(() => {})))
  frame.contentWindow.print()
}
