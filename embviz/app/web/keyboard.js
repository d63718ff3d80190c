// Keyboard access to charts. A frame above the chart takes the focus but no pointer events: arrow
// keys move a ring from mark to mark, the hover text of the mark is shown and announced, and Enter
// selects it like a click.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const ZOOM_FACTORS = { "+": 0.6, "=": 0.6, "-": 1 / 0.6 }
// Per key press, as a share of the visible range.
const PAN_SHARE = 0.15
// Per key press.
const TURN_RADIANS = Math.PI / 15
// Plotly shows its hover box within this time.
const HOVER_DELAY_MS = 80

function enableKeyboard(chart) {
  const { box, data } = chart
  const frame = box.parentElement.querySelector(".embviz-keyboard")
  frame.hidden = !hasMarks(chart)
  frame.tabIndex = frame.hidden ? -1 : 0
  const hint = frame.querySelector(".hint")
  hint.id = `${data.name}-keys`
  hint.textContent = keyHints(chart).join(" · ")
  frame.setAttribute("aria-label", `Marks of the picture: ${data.alt}`)
  frame.setAttribute("aria-describedby", hint.id)
  if (!chart.keyboardFrame) {
    chart.keyboardFrame = frame
    frame.onkeydown = event => {
      const action = keyAction(chart, event)
      if (!action) return
      event.preventDefault()
      // The lesson uses the arrow keys to change steps.
      event.stopPropagation()
      action()
    }
    frame.onblur = () => clearFocus(chart)
  }
  // Another mark may be at the position of the ring now.
  redrawFocusRing(chart)
  if (!chart.cloud) focusMark(chart, chart.focusedMark)
}

const canMoveView = ({ cloud, plot, data }) => Boolean(cloud || plot._fullLayout.scene || data.figure.layout.meta?.toolbar)

function keyHints(chart) {
  const { cloud, data, plot } = chart
  return [
    "Arrow keys: from mark to mark",
    "Page Down: the next of all",
    ...(data.clickable ? ["Enter: choose"] : []),
    ...(cloud && data.interactive ? ["Space: select"] : []),
    ...(canMoveView(chart) ? [`Shift and arrows: ${plot._fullLayout.scene ? "turn" : "move"}`, "+ and −: zoom", "0: all"] : []),
    "Esc: leave",
  ]
}

// Return the function to run for a key, or null.
function keyAction(chart, { key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return null
  const arrow = ARROWS[key]
  if (arrow && shiftKey) return canMoveView(chart) ? () => panOrTurn(chart, arrow) : null
  if (arrow) return () => moveFocus(chart, (marks, current) => nearestInDirection(marks, current, arrow))
  if (canMoveView(chart) && ZOOM_FACTORS[key]) return () => zoom(chart, ZOOM_FACTORS[key])
  if (canMoveView(chart) && key === "0") return () => resetView(chart)
  const offset = { PageDown: 1, PageUp: -1 }[key]
  if (offset) return () => moveFocus(chart, (marks, current) => marks[marks.indexOf(current) + offset])
  if (key === "Home") return () => focusMark(chart, focusableMarks(chart)[0])
  if (key === "End") return () => focusMark(chart, focusableMarks(chart).at(-1))
  if (key === "Escape" && chart.focusedMark) return () => clearFocus(chart)
  if (!chart.focusedMark) return null
  if (key === "Enter") return () => selectFocusedMark(chart)
  if (key === " " && chart.cloud && chart.data.interactive) return () => toggleMarked(chart)
  return null
}

function moveFocus(chart, next) {
  const marks = focusableMarks(chart)
  const current = chart.focusedMark && marks.find(each => each.name === chart.focusedMark.name)
  const first = () => marks.find(each => each.id !== undefined && each.id === chart.selection?.selected) ?? marks[0]
  focusMark(chart, current ? next(marks, current) ?? current : first())
}

function focusMark(chart, mark) {
  if (!mark) return
  chart.focusedMark = mark
  placeFocusRing(chart, mark)
  const announce = text => (chart.keyboardFrame.querySelector(".live-region").textContent = text)
  if (chart.cloud) {
    showTooltip(chart, mark.name)
    return announce([...chart.tooltip.childNodes].map(part => part.textContent).filter(Boolean).join(", "))
  }
  const trace = chart.plot._fullData[mark.curve]
  // Plotly's `Fx.hover` does not support 3D scenes.
  if (trace.type === "scatter3d") return announce([trace.text?.[mark.point], trace.name].filter(Boolean).join(", "))
  const { xaxis, yaxis } = trace
  const [across, up] = [xaxis, yaxis].map(id => chart.plot._fullLayout[id.replace(/^./, "$&axis")])
  window.Plotly.Fx.hover(chart.plot, { xpx: mark.x - across._offset, ypx: mark.y - up._offset }, xaxis + yaxis)
  clearTimeout(chart.hoverTimer)
  chart.hoverTimer = setTimeout(() => {
    hideLabelsUnderHover(chart)
    const lines = chart.plot.querySelectorAll(".hovertext tspan.line, .hovertext text:not(:has(tspan))")
    announce([...lines].map(line => line.textContent).filter(Boolean).join(", "))
  }, HOVER_DELAY_MS)
}

function clearFocus(chart) {
  clearTimeout(chart.hoverTimer)
  if (!chart.focusedMark) return
  chart.focusedMark = undefined
  chart.keyboardFrame.querySelector(".focus-ring").hidden = true
  if (chart.cloud) return showTooltip(chart)
  if (!chart.plot._fullLayout.scene) window.Plotly.Fx.unhover(chart.plot)
  hideLabelsUnderHover(chart)
}

function selectFocusedMark(chart) {
  const { name, id } = chart.focusedMark
  if (chart.cloud) selectRow(chart, name)
  else if (Number.isInteger(id)) chart.sendClick({ id })
}

// The keyboard equivalent of a lasso: adds or removes one word at a time.
function toggleMarked(chart) {
  const { id } = chart.focusedMark
  const marked = chart.selection?.marked ?? []
  const ids = marked.includes(id) ? marked.filter(each => each !== id) : [...marked, id]
  chart.selection = { ...chart.selection, marked: ids }
  drawOverlay(chart)
  reportToPage(chart, "select", { ids })
  chart.keyboardFrame.querySelector(".live-region").textContent = `${ids.length} selected`
}

// Pan a 2D chart, or turn a 3D one.
function panOrTurn(chart, [dx, dy]) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!scene) {
    const shifted = ([a, b], share) => [a + share * (b - a), b + share * (b - a)]
    return window.Plotly.relayout(chart.plot, {
      "xaxis.range": shifted(xaxis.range, PAN_SHARE * dx),
      "yaxis.range": shifted(yaxis.range, -PAN_SHARE * dy),
    })
  }
  const { eye, center, up } = scene._scene.getCamera()
  const [x, y, z] = ["x", "y", "z"].map(side => eye[side] - center[side])
  const distance = Math.hypot(x, y, z)
  const azimuth = Math.atan2(y, x) + dx * TURN_RADIANS
  const elevation = Math.max(-1.5, Math.min(1.5, Math.asin(z / distance) - dy * TURN_RADIANS))
  const radius = distance * Math.cos(elevation)
  const newEye = {
    x: center.x + radius * Math.cos(azimuth),
    y: center.y + radius * Math.sin(azimuth),
    z: center.z + distance * Math.sin(elevation),
  }
  return window.Plotly.relayout(chart.plot, { "scene.camera": { eye: newEye, center, up } })
}

function placeFocusRing(chart, mark) {
  const ring = chart.keyboardFrame.querySelector(".focus-ring")
  ring.hidden = !mark
  if (mark) Object.assign(ring.style, { left: `${mark.x}px`, top: `${mark.y}px` })
}

// Update the ring after the view or the figure has changed.
function redrawFocusRing(chart) {
  if (!chart.keyboardFrame || !chart.focusedMark) return
  chart.focusedMark = focusableMarks(chart).find(each => each.name === chart.focusedMark.name)
  placeFocusRing(chart, chart.focusedMark)
  if (!chart.focusedMark) return chart.cloud && showTooltip(chart)
  if (chart.cloud) showTooltip(chart, chart.focusedMark.name)
}
