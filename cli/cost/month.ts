/** Of the average month, as AWS's calculator has it: 730 hours. */
export const MONTH_HOURS = 730;
export const MONTH_MINUTES = MONTH_HOURS * 60;
export const MONTH_SECONDS = MONTH_MINUTES * 60;
export const MONTH_DAYS = MONTH_HOURS / 24;
export const DAY_SECONDS = 86_400;
export const MB = 2 ** 20;
export const GB = 2 ** 30;
