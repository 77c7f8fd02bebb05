/** `Ana Diaz <ana@example.com>` without the address. */
export const personName = (by: string): string => by.replace(/ <[^>]*>$/, '');
