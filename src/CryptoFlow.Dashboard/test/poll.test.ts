import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from '../src/frame/poll';
import { settle } from './support';

Object.assign(globalThis, { document: { visibilityState: 'visible', addEventListener: () => undefined, removeEventListener: () => undefined } });

test('A change of the question during a reading drops its answer and reads again at once', async () => {
  const answers: ((value: string) => void)[] = [];
  const shown: string[] = [];
  const polling = poll<string>({
    load: () => new Promise((resolve) => answers.push(resolve)),
    show: (value) => shown.push(value),
    failed: (failure) => assert.fail(failure),
    everyMs: 60_000,
  });
  polling.now();
  answers[0]?.('old');
  await settle();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(answers.length, 2);
  answers[1]?.('new');
  await settle();
  assert.deepEqual(shown, ['new']);
  polling.end();
});
