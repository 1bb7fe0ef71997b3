import { expect, test } from 'vitest';
import { compileCondition } from '../../shared/vendors/mapping-path.ts';

const holds = (pattern: string, url: string) => compileCondition({ '/url': pattern })({ url });

test.each([
  ['/api/users?*', '/api/users?page=2'],
  ['/api/users?*', '/api/users/?page=2'],
  ['/api/users#*', '/api/users/#all'],
  ['/api/users', '/api/users/'],
  ['/api/users', '//api/users'],
  ['/api/users', '/api///users'],
  ['/api/users', '/%61pi/u%73ers'],
  ['/api/users', '/api/./users'],
  ['/api/users', '/x/../api/%2e/users/.'],
  ['/api/users', '/../../api/users/x/..'],
  ['/api', '/api/.'],
  ['/', '/api/..'],
  ['https://*/api/users', 'https://example.com//api/users/'],
  // Whoever writes a pattern may mean what stands there.
  ['/api//users', '/api//users'],
])('the condition %s holds of %s, as the server takes it', (pattern, url) => {
  expect(holds(pattern, url)).toBe(true);
});

test.each([
  ['/api/users', '/api/user'],
  // What is escaped ends no part of a path, and a query is anybody's.
  ['/api/users/*', '/api/users%2F5'],
  ['/api/users*', '/search?x=//api/users'],
  ['/api/users', 'example.com//api/users'],
  ['/api/users', '/api/..users'],
  ['/api/users', '/search?x=/../api/users'],
])('the condition %s does not hold of %s', (pattern, url) => {
  expect(holds(pattern, url)).toBe(false);
});
