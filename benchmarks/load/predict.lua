-- Posts images of random pixels and counts the responses by status.
-- Arguments after --: the number of bodies to create, the number of images in each, and the mean pause in ms
-- of a connection before each request (exponentially distributed, as of independent clients; 0 for none), and a file
-- with keys, one of which is sent with each body (none by default).

local requests = {}
local counts = {}
local threads = {}
local at = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  math.randomseed(7)
  local pause = tonumber(arguments[3] or "0")
  if pause > 0 then
    function delay()
      return math.floor(-pause * math.log(1 - math.random()) + 0.5)
    end
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/octet-stream"
  local next_key = arguments[4] and io.lines(arguments[4])
  for i = 1, tonumber(arguments[1] or "100") do
    local bytes = {}
    for j = 1, 784 * tonumber(arguments[2] or "1") do
      bytes[j] = string.char(math.random(0, 255))
    end
    local key = next_key and next_key()
    if key then
      wrk.headers["Authorization"] = "Bearer " .. key
    end
    requests[i] = wrk.format(nil, nil, nil, table.concat(bytes))
  end
  statuses = ""
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
  local text = {}
  for known, count in pairs(counts) do
    table.insert(text, string.format('"%d": %d', known, count))
  end
  statuses = table.concat(text, ", ")
end

function done(summary, latency)
  local all = {}
  for _, thread in ipairs(threads) do
    table.insert(all, "{" .. thread:get("statuses") .. "}")
  end
  io.write(string.format(
    'JSON {"seconds": %f, "requests": %d, "p50": %f, "p95": %f, "p99": %f, "max": %f, '
      .. '"socketErrors": %d, "statuses": [%s]}\n',
    summary.duration / 1e6, summary.requests, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    table.concat(all, ", ")))
end
