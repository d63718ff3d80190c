// A picture by keyboard. Over it lies a frame that takes the focus and no pointer: arrow keys move
// a ring from mark to mark, what the mark says is shown and read aloud, Enter chooses it as a click
// does.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const ZOOMS = { "+": 0.6, "=": 0.6, "-": 1 / 0.6 }
// Of what is seen, and of a circle.
const PAN = 0.15
const TURN = Math.PI / 15
// Plotly tells of a mark that soon.
const TOLD_MS = 80

function reachByKeys(chart) {
  const { box, data } = chart
  const keys = box.parentElement.querySelector(".embviz-keys")
  keys.hidden = !hasMarks(chart)
  keys.tabIndex = keys.hidden ? -1 : 0
  const hint = keys.querySelector(".hint")
  hint.id = `${data.name}-keys`
  hint.textContent = means(chart).join(" · ")
  keys.setAttribute("aria-label", `Marks of the picture: ${data.alt}`)
  keys.setAttribute("aria-describedby", hint.id)
  if (!chart.keys) {
    chart.keys = keys
    keys.onkeydown = event => {
      const act = meant(chart, event)
      if (!act) return
      event.preventDefault()
      // Arrow keys also turn the pages of the lesson.
      event.stopPropagation()
      act()
    }
    keys.onblur = () => leave(chart)
  }
  // Where the ring stands, there may be another word now.
  ringAgain(chart)
  if (!chart.cloud) stand(chart, chart.stood)
}

const moves = ({ cloud, plot, data }) => Boolean(cloud || plot._fullLayout.scene || data.figure.layout.meta?.toolbar)

function means(chart) {
  const { cloud, data, plot } = chart
  return [
    "Arrow keys: from mark to mark",
    "Page Down: the next of all",
    ...(data.clickable ? ["Enter: choose"] : []),
    ...(cloud && data.interactive ? ["Space: select"] : []),
    ...(moves(chart) ? [`Shift and arrows: ${plot._fullLayout.scene ? "turn" : "move"}`, "+ and −: zoom", "0: all"] : []),
    "Esc: leave",
  ]
}

// What a key does, if anything.
function meant(chart, { key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return null
  const arrow = ARROWS[key]
  if (arrow && shiftKey) return moves(chart) ? () => shift(chart, arrow) : null
  if (arrow) return () => step(chart, (marks, at) => toward(marks, at, arrow))
  if (moves(chart) && ZOOMS[key]) return () => zoom(chart, ZOOMS[key])
  if (moves(chart) && key === "0") return () => whole(chart)
  const by = { PageDown: 1, PageUp: -1 }[key]
  if (by) return () => step(chart, (marks, at) => marks[marks.indexOf(at) + by])
  if (key === "Home") return () => stand(chart, walked(chart)[0])
  if (key === "End") return () => stand(chart, walked(chart).at(-1))
  if (key === "Escape" && chart.stood) return () => leave(chart)
  if (!chart.stood) return null
  if (key === "Enter") return () => chooseMark(chart)
  if (key === " " && chart.cloud && chart.data.interactive) return () => markOne(chart)
  return null
}

function step(chart, next) {
  const marks = walked(chart)
  const at = chart.stood && marks.find(each => each.name === chart.stood.name)
  const first = () => marks.find(each => each.id !== undefined && each.id === chart.pick?.selected) ?? marks[0]
  stand(chart, at ? next(marks, at) ?? at : first())
}

function stand(chart, mark) {
  if (!mark) return
  chart.stood = mark
  ringAt(chart, mark)
  const say = text => (chart.keys.querySelector(".say").textContent = text)
  if (chart.cloud) {
    point(chart, mark.name)
    return say([...chart.tip.childNodes].map(part => part.textContent).filter(Boolean).join(", "))
  }
  const trace = chart.plot._fullData[mark.curve]
  // In a room, Plotly knows only the pointer.
  if (trace.type === "scatter3d") return say([trace.text?.[mark.point], trace.name].filter(Boolean).join(", "))
  const { xaxis, yaxis } = trace
  const [across, up] = [xaxis, yaxis].map(id => chart.plot._fullLayout[id.replace(/^./, "$&axis")])
  window.Plotly.Fx.hover(chart.plot, { xpx: mark.x - across._offset, ypx: mark.y - up._offset }, xaxis + yaxis)
  clearTimeout(chart.telling)
  chart.telling = setTimeout(() => {
    clearHover(chart)
    const lines = chart.plot.querySelectorAll(".hovertext tspan.line, .hovertext text:not(:has(tspan))")
    say([...lines].map(line => line.textContent).filter(Boolean).join(", "))
  }, TOLD_MS)
}

function leave(chart) {
  clearTimeout(chart.telling)
  if (!chart.stood) return
  chart.stood = undefined
  chart.keys.querySelector(".ring").hidden = true
  if (chart.cloud) return point(chart)
  if (!chart.plot._fullLayout.scene) window.Plotly.Fx.unhover(chart.plot)
  clearHover(chart)
}

function chooseMark(chart) {
  const { name, id } = chart.stood
  if (chart.cloud) choose(chart, name)
  else if (Number.isInteger(id)) chart.report({ id })
}

// By keyboard, one word after the other takes the place of a lasso.
function markOne(chart) {
  const { id } = chart.stood
  const before = chart.pick?.marked ?? []
  const ids = before.includes(id) ? before.filter(each => each !== id) : [...before, id]
  chart.pick = { ...chart.pick, marked: ids }
  over(chart)
  tell(chart, "taken", { ids })
  chart.keys.querySelector(".say").textContent = `${ids.length} selected`
}

// Moves what is seen of a flat picture, turns a room.
function shift(chart, [dx, dy]) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!scene) {
    const moved = ([a, b], by) => [a + by * (b - a), b + by * (b - a)]
    return window.Plotly.relayout(chart.plot, {
      "xaxis.range": moved(xaxis.range, PAN * dx),
      "yaxis.range": moved(yaxis.range, -PAN * dy),
    })
  }
  const { eye, center, up } = scene._scene.getCamera()
  const [x, y, z] = ["x", "y", "z"].map(side => eye[side] - center[side])
  const far = Math.hypot(x, y, z)
  const around = Math.atan2(y, x) + dx * TURN
  const high = Math.max(-1.5, Math.min(1.5, Math.asin(z / far) - dy * TURN))
  const flat = far * Math.cos(high)
  const turned = {
    x: center.x + flat * Math.cos(around),
    y: center.y + flat * Math.sin(around),
    z: center.z + far * Math.sin(high),
  }
  return window.Plotly.relayout(chart.plot, { "scene.camera": { eye: turned, center, up } })
}

function ringAt(chart, mark) {
  const ring = chart.keys.querySelector(".ring")
  ring.hidden = !mark
  if (mark) Object.assign(ring.style, { left: `${mark.x}px`, top: `${mark.y}px` })
}

// The view has changed, or the picture is another one.
function ringAgain(chart) {
  if (!chart.keys || !chart.stood) return
  chart.stood = walked(chart).find(each => each.name === chart.stood.name)
  ringAt(chart, chart.stood)
  if (!chart.stood) return chart.cloud && point(chart)
  if (chart.cloud) point(chart, chart.stood.name)
}
