const SHORT = /^[A-Za-z0-9]{15}$/;
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * An id of 15 characters, which differ by case, as the one of 18 that other logs have for the same thing: each of
 * the last three says which of five characters are upper case.
 * https://help.salesforce.com/s/articleView?id=000385585&type=1
 */
export function longId(id: string | undefined): string | undefined {
  if (id === undefined || !SHORT.test(id)) return id;
  let check = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at++) if (/[A-Z]/.test(id.charAt(block + at))) bits |= 1 << at;
    check += CHECK.charAt(bits);
  }
  return id + check;
}
