import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightBetween, Weight } from '../src/time/marks';
import { instantText, offsetText, parseLocal } from '../src/time/text';
import { UTC, ZoneClock } from '../src/time/zone';
import { minute } from './support';

/** What Intl itself says, field by field. */
function byIntl(zone: string, utc: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' }).formatToParts(utc);
  return ['year', 'month', 'day', 'hour', 'minute'].map((name) => Number(parts.find(({ type }) => type === name)!.value)).join(' ');
}

const nights: readonly (readonly [string, number])[] = [
  ['Europe/Berlin', Date.UTC(2026, 2, 29)], ['Europe/Berlin', Date.UTC(2026, 9, 25)], ['America/New_York', Date.UTC(2026, 2, 8)], ['America/New_York', Date.UTC(2026, 10, 1)],
  ['Australia/Lord_Howe', Date.UTC(2026, 3, 4)], ['Australia/Lord_Howe', Date.UTC(2026, 9, 3)], ['Africa/Casablanca', Date.UTC(2026, 1, 15)], ['Asia/Kolkata', Date.UTC(2026, 5, 1)],
];

for (const [zone, night] of nights) {
  test(`The clock of ${zone} agrees with Intl in each quarter of an hour around ${new Date(night).toISOString().slice(0, 10)}`, () => {
    const clock = new ZoneClock(zone);
    for (let utc = night - 24 * 60 * minute; utc < night + 48 * 60 * minute; utc += 15 * minute) {
      const { year, month, day, hour, minute: minutes } = clock.at(utc);
      assert.equal([year, month, day, hour, minutes].join(' '), byIntl(zone, utc), new Date(utc).toISOString());
    }
  });
}

test('The clock of a zone agrees with Intl on each day of thirty years', () => {
  const clock = new ZoneClock('Europe/London');
  for (let utc = Date.UTC(1996, 0, 1, 12); utc < Date.UTC(2026, 0, 1); utc += 24 * 60 * minute) {
    const { year, month, day, hour, minute: minutes } = clock.at(utc);
    assert.equal([year, month, day, hour, minutes].join(' '), byIntl('Europe/London', utc));
  }
});

test('A local time becomes the instant at which the clock shows it', () => {
  const clock = new ZoneClock('Europe/Berlin');
  for (let utc = Date.UTC(2026, 2, 28); utc < Date.UTC(2026, 2, 31); utc += 15 * minute)
    assert.equal(clock.instantOf(clock.at(utc)), utc);
});

test('A repeated local time becomes the first of its two instants', () => {
  const clock = new ZoneClock('Europe/Berlin');
  const instant = clock.instantOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30, second: 0 });
  assert.equal(new Date(instant).toISOString(), '2026-10-25T00:30:00.000Z');
});

test('A skipped local time becomes an instant within the hour after the change', () => {
  const clock = new ZoneClock('Europe/Berlin');
  const instant = clock.instantOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 });
  assert.equal(new Date(instant).toISOString(), '2026-03-29T01:30:00.000Z');
});

test('The two equal hours of an autumn night have different texts', () => {
  const clock = new ZoneClock('Europe/Berlin');
  assert.equal(instantText(clock, Date.UTC(2026, 9, 25, 0, 30)), '25 Oct 2026 02:30 +02:00');
  assert.equal(instantText(clock, Date.UTC(2026, 9, 25, 1, 30)), '25 Oct 2026 02:30 +01:00');
  assert.equal(instantText(new ZoneClock(UTC), Date.UTC(2026, 9, 25, 1, 30)), '25 Oct 2026 01:30 UTC');
});

test('A day begins at local midnight, not at midnight UTC', () => {
  const clock = new ZoneClock('Europe/Berlin');
  const weights = [21, 22, 23, 24].map((hour) => weightBetween(clock.at(Date.UTC(2026, 5, 9, hour - 1)), clock.at(Date.UTC(2026, 5, 9, hour))));
  assert.deepEqual(weights, [Weight.hour1, Weight.day, Weight.hour1, Weight.hour1]);
});

test('A month and a year weigh more than a day', () => {
  const clock = new ZoneClock(UTC);
  const weight = (year: number, month: number): number => weightBetween(clock.at(Date.UTC(year, month, 1) - minute), clock.at(Date.UTC(year, month, 1)));
  assert.equal(weight(2026, 3), Weight.month);
  assert.equal(weight(2026, 0), Weight.year);
});

test('An input is parsed, and an impossible date is not', () => {
  assert.deepEqual(parseLocal('2024-02-29T07:05'), { year: 2024, month: 2, day: 29, hour: 7, minute: 5, second: 0 });
  assert.deepEqual(parseLocal('2024-02-29'), { year: 2024, month: 2, day: 29, hour: 0, minute: 0, second: 0 });
  for (const wrong of ['2023-02-29', '2024-13-01', '2024-01-01T24:00', 'today', ''])
    assert.equal(parseLocal(wrong), null, wrong);
});

test('An offset has a sign and minutes', () => {
  assert.equal(offsetText(5.5 * 60 * minute), '+05:30');
  assert.equal(offsetText(-4 * 60 * minute), '−04:00');
});
