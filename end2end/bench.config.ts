import { defineConfig } from '@playwright/test';
import config from './playwright.config.ts';

// Figures, not verdicts: what is printed is what counts.
export default defineConfig(config, { testDir: 'bench', timeout: 600_000 });
