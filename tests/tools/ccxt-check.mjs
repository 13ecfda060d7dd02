// Drives one exchange class of the unmodified npm package ccxt against the exchange simulator, and prints what it got as one JSON document.
// Its one argument is a JSON document: exchange (the class), address and control (URLs), venue (the simulator's name of it), symbol, timeframe,
// limit (rows a page), history and recent ({from, to}, ms UTC), paginate (ccxt's parameters for its own pagination, or null),
// untilWhilePaginating, refusals ([method, parameters] of calls that are refused) and faults (for the simulator, one for each call).
// Only the addresses of the instance are changed. A request that would leave loopback is not sent and fails the run.
import ccxt from 'ccxt';

const asked = JSON.parse(process.argv[2]);

function redirect(urls) {
  if (typeof urls === 'string') {
    return urls.replace(/^[a-z]+:\/\/[^/]+/, asked.address);
  }
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, redirect(url)]));
}

// The class of the error, "none" where the call went through.
async function errorOf(call) {
  try {
    await call();
    return 'none';
  } catch (error) {
    if (!(error instanceof ccxt.BaseError)) {
      throw error;
    }
    return error.constructor.name;
  }
}

async function control(method, path, body) {
  const response = await fetch(asked.control + path, { method, body: body && JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
}

// As the examples of ccxt do it: ask from `since` on, go on behind the newest candle, until nothing new comes.
async function pageByPage(exchange, { from, to }) {
  const candles = [];
  let since = from;
  while (since < to) {
    const page = (await exchange.fetchOHLCV(asked.symbol, asked.timeframe, since, asked.limit)).filter((candle) => candle[0] >= since && candle[0] < to);
    if (page.length === 0) {
      break;
    }
    candles.push(...page);
    since = page[page.length - 1][0] + exchange.parseTimeframe(asked.timeframe) * 1000;
  }
  return candles;
}

const exchange = new ccxt[asked.exchange]({ timeout: 20000, maxRetriesOnFailure: 0 });
exchange.urls.api = redirect(exchange.urls.api);
const send = exchange.fetch.bind(exchange);
exchange.fetch = (url, ...rest) => {
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1') {
    console.error(`A request would leave loopback: ${url}`);
    process.exit(1);
  }
  return send(url, ...rest);
};

const markets = Object.values(await exchange.loadMarkets())
  .map(({ id, symbol, type, active, linear }) => ({ id, symbol, type, active, linear }));
const time = await exchange.fetchTime();
const within = ({ from, to }, candles) => candles.filter((candle) => candle[0] >= from && candle[0] < to);
const { history, recent } = asked;
const pages = {
  history: await pageByPage(exchange, history),
  recent: await pageByPage(exchange, recent),
};
if (asked.paginate) {
  // ccxt sends `until` with each page, and Bitget answers it with the newest rows before it each time.
  if (asked.untilWhilePaginating) {
    const until = { ...asked.paginate, until: history.to - 1 };
    pages.paginatedHistory = within(history, await exchange.fetchOHLCV(asked.symbol, asked.timeframe, history.from, undefined, until));
  }
  pages.paginatedRecent = within(recent, await exchange.fetchOHLCV(asked.symbol, asked.timeframe, recent.from, undefined, asked.paginate));
}
const newest = await exchange.fetchOHLCV(asked.symbol, asked.timeframe, undefined, 5);
const step = exchange.parseTimeframe(asked.timeframe) * 1000;
const bounded = await exchange.fetchOHLCV(asked.symbol, asked.timeframe, recent.from, 10, { until: recent.from + 4 * step });

const unlisted = await errorOf(() => exchange.fetchOHLCV('NONE/USDT:USDT', asked.timeframe));
const refusals = [];
for (const [method, parameters] of asked.refusals) {
  refusals.push(await errorOf(() => exchange[method](parameters)));
}
const faults = [];
for (const fault of asked.faults) {
  await control('POST', '/sim/faults', { venue: asked.venue, ...fault });
  faults.push(await errorOf(() => exchange.fetchOHLCV(asked.symbol, asked.timeframe, undefined, 5)));
  await control('DELETE', '/sim/faults');
}
const afterwards = await errorOf(() => exchange.fetchOHLCV(asked.symbol, asked.timeframe, undefined, 5));

console.log(JSON.stringify({ markets, time, pages, newest, bounded, unlisted, refusals, faults, afterwards }));
