import { describe, expect, it } from 'vitest';
import { firstLoad } from './first-load.ts';

const manifest = {
  'index.html': { file: 'index.js', imports: ['react.js'], css: ['index.css'] },
  'react.js': { file: 'react.js' },
  'pages/overview.tsx': { file: 'overview.js', imports: ['react.js', 'table.js'], css: ['overview.css'] },
  'table.js': { file: 'table.js', css: ['table.css'] },
  'pages/drift.tsx': { file: 'drift.js' },
};

describe('the first load of the page', () => {
  it('is what the entry and its first place need, each file once, and nothing of other places', () => {
    expect(firstLoad(manifest, 'index.html', ['pages/overview.tsx'])).toEqual([
      'index.js',
      'index.css',
      'react.js',
      'overview.js',
      'overview.css',
      'table.js',
      'table.css',
    ]);
  });

  it('cannot be told when a place was renamed, and says so', () => {
    expect(() => firstLoad(manifest, 'index.html', ['pages/home.tsx'])).toThrow('has no pages/home.tsx');
  });
});
