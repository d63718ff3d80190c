// The part of a map that is seen: zoomed, flown to, told to the address.

const around2 = ([a, b], factor, middle = (a + b) / 2) => [middle - (middle - a) * factor, middle + (b - middle) * factor]

function zoom(chart, factor) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!scene) {
    return window.Plotly.relayout(chart.plot, {
      "xaxis.range": around2(xaxis.range, factor),
      "yaxis.range": around2(yaxis.range, factor),
    })
  }
  const { eye, center, up } = scene._scene.getCamera()
  const closer = Object.fromEntries(["x", "y", "z"].map(k => [k, center[k] + (eye[k] - center[k]) * factor]))
  return window.Plotly.relayout(chart.plot, { "scene.camera": { eye: closer, center, up } })
}

function whole(chart) {
  return chart.plot._fullLayout.scene
    ? window.Plotly.relayout(chart.plot, { "scene.camera": chart.data.figure.layout.scene.camera })
    : window.Plotly.relayout(chart.plot, { "xaxis.autorange": true, "yaxis.autorange": true })
}

function fly(chart, id) {
  const at = chart.cloud.rowOf.get(id)
  if (at === undefined) return
  const { cloud, plot } = chart
  if (!cloud.z) {
    const { xaxis, yaxis } = plot._fullLayout
    const [x, y] = [cloud.x[at], cloud.y[at]]
    const closer = ([a, b], whole, middle) => {
      const half = Math.min(Math.abs(b - a), whole / 6) / 2
      return [middle - half, middle + half]
    }
    const spread = values => values.reduce((max, v) => Math.max(max, v), -Infinity) - values.reduce((min, v) => Math.min(min, v), Infinity)
    chart.spread ??= [spread(cloud.x), spread(cloud.y)]
    const shape = (xaxis.range[1] - xaxis.range[0]) / (yaxis.range[1] - yaxis.range[0])
    const side = Math.max(chart.spread[0], chart.spread[1] * shape) || 1
    return window.Plotly.relayout(plot, {
      "xaxis.range": closer(xaxis.range, side, x),
      "yaxis.range": closer(yaxis.range, side / shape, y),
    })
  }
  const scene = plot._fullLayout.scene._scene
  const { model } = scene.glplot.cameraParams
  const [x, y, z, w] = times(model, [cloud.x[at] * scene.dataScale[0], cloud.y[at] * scene.dataScale[1], cloud.z[at] * scene.dataScale[2], 1])
  const center = { x: x / w, y: y / w, z: z / w }
  const camera = scene.getCamera()
  const away = ["x", "y", "z"].map(k => camera.eye[k] - camera.center[k])
  const factor = Math.min(1, 0.6 / Math.hypot(...away))
  const eye = { x: center.x + away[0] * factor, y: center.y + away[1] * factor, z: center.z + away[2] * factor }
  return window.Plotly.relayout(plot, { "scene.camera": { eye, center, up: camera.up } })
}

// The ranges of a flat map, or eye and center of the camera; nothing for the whole of a flat map.
function seen(chart) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!chart.cloud.z) return xaxis.autorange ? [] : [...xaxis.range, ...yaxis.range]
  const { eye, center } = scene._scene.getCamera()
  return [eye.x, eye.y, eye.z, center.x, center.y, center.z]
}

function tellView(chart) {
  // What is sent while the page follows a click would still carry the old word.
  const wait = FOLLOWED_MS - (Date.now() - (chart.clicked ?? 0))
  if (wait > 0) {
    chart.settled = setTimeout(() => tellView(chart), wait)
    return
  }
  const view = seen(chart).map(value => +value.toPrecision(5)).join("_")
  if (view === chart.view) return
  chart.view = view
  tell(chart, "view", { view, of: chart.data.map })
}

function withView(layout, numbers) {
  if (!numbers.every(Number.isFinite)) return layout
  if (layout.scene && numbers.length === 6) {
    const [x, y, z, a, b, c] = numbers
    return { ...layout, scene: { ...layout.scene, camera: { eye: { x, y, z }, center: { x: a, y: b, z: c } } } }
  }
  if (!layout.scene && numbers.length === 4) {
    const [a, b, c, d] = numbers
    return { ...layout, xaxis: { ...layout.xaxis, range: [a, b] }, yaxis: { ...layout.yaxis, range: [c, d] } }
  }
  return layout
}
