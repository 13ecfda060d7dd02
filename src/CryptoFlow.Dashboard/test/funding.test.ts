import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FundingPage } from '../src/api/funding';
import { stateText } from '../src/collection/funding';
import { countdown, fundingLine, markText, rateText } from '../src/funding/text';

const hour = 3_600_000;
const now = Date.UTC(2024, 0, 31, 12);

const page: FundingPage = {
  rates: [{ time: now - 4 * hour, rate: 0.0001, markPrice: 42_000.5 }],
  current: { rate: -0.000212, nextFundingTime: now + 4 * hour, markPrice: 42_010.25, time: now - 5_000, stale: false },
  exchangeTime: now,
};

test('a rate is a percentage with its sign', () => {
  assert.equal(rateText(0.0001), '+0.0100 %');
  assert.equal(rateText(-0.00002113), '−0.0021 %');
  assert.equal(rateText(0), '0.0000 %');
  assert.equal(rateText(-0.000_000_4), '0.0000 %');
});

test('a mark price has some seven digits', () => {
  assert.equal(markText(104_531.217_845_43), '104,531.22');
  assert.equal(markText(1.234_567_89), '1.234568');
  assert.equal(markText(0.000_012_345_6), '0.00001235');
});

test('the time until the settlement counts down to zero and not below', () => {
  assert.equal(countdown(now + 7 * hour + 5 * 60_000 + 8_001, now), '7:05:09');
  assert.equal(countdown(now + 1, now), '0:00:01');
  assert.equal(countdown(now, now), 'due');
  assert.equal(countdown(now - hour, now), 'due');
});

test('the header shows the estimate and the mark price while they are new', () => {
  assert.deepEqual(fundingLine(page, now), { name: 'Next funding', rate: '−0.0212 % in 4:00:00', direction: 'down', mark: '42,010.25', isStale: false });
});

test('the newest settled rate replaces an old estimate, and without both the header shows no funding', () => {
  const old: FundingPage = { ...page, current: { ...page.current!, stale: true } };
  assert.deepEqual(fundingLine(old, now), { name: 'Last funding', rate: '+0.0100 %', direction: 'up', mark: null, isStale: true });
  assert.equal(fundingLine({ ...old, rates: [] }, now), null);
  assert.equal(fundingLine({ rates: [], current: null, exchangeTime: null }, now), null);
});

test('a state names the fault and its cause', () => {
  const contract = { symbol: 'BTCUSDT', state: 'ok', newestTime: null, newestRate: null, dueAt: null, completeFrom: null, completeTo: null, current: null, failure: null } as const;
  assert.equal(stateText(contract), 'ok');
  assert.equal(stateText({ ...contract, state: 'waiting' }), 'waiting for the first rates');
  assert.equal(stateText({ ...contract, state: 'failing', failure: 'no answer' }), 'failing; the last request failed: no answer');
});
