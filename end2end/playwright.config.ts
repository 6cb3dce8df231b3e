import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// A system's browser where there is one; elsewhere the one that `npx playwright install` fetched.
const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'tests',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: { locale: 'en-GB', launchOptions: { executablePath, args }, screenshot: 'only-on-failure', trace: 'retain-on-failure' },
});
