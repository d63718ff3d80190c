// Words selected with a box or a lasso.

function take(chart, shape, button) {
  chart.shape = chart.shape === shape ? null : shape
  for (const each of Object.values(chart.shapes)) each.ariaPressed = String(each === button && chart.shape !== null)
  chart.canvas.style.pointerEvents = chart.shape ? "auto" : "none"
  chart.canvas.style.cursor = chart.shape ? "crosshair" : ""
}

function lasso(chart) {
  let path = null
  const at = event => {
    const box = chart.canvas.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const outline = () => {
    if (chart.shape === "lasso") return path
    const [[a, b], [c, d]] = [path[0], path.at(-1)]
    return [[a, b], [c, b], [c, d], [a, d]]
  }
  chart.canvas.addEventListener("pointerdown", event => {
    path = [at(event)]
    chart.canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  chart.canvas.addEventListener("pointermove", event => {
    if (!path) return
    path.push(at(event))
    over(chart)
    const pen = chart.canvas.getContext("2d")
    pen.beginPath()
    outline().forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)))
    pen.closePath()
    pen.lineWidth = 1.5
    pen.setLineDash([5, 4])
    pen.strokeStyle = chart.palette.text
    pen.stroke()
    pen.setLineDash([])
  })
  chart.canvas.addEventListener("pointerup", () => {
    if (!path) return
    const polygon = outline()
    path = null
    const place = placing(chart)
    const ids = []
    for (let each = 0; each < chart.cloud.n; each++) {
      const spot = place(each)
      if (spot && holds(polygon, spot)) ids.push(chart.cloud.ids[each])
    }
    take(chart, chart.shape)
    chart.pick = { ...chart.pick, marked: ids }
    over(chart)
    tell(chart, "taken", { ids })
  })
}

// A ray to the right crosses the outline an odd number of times when it starts inside.
function holds(polygon, [x, y]) {
  let odd = false
  polygon.forEach(([x1, y1], i) => {
    const [x2, y2] = polygon[(i + 1) % polygon.length]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd
  })
  return odd
}
