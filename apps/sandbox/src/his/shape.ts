import { MAX_FEN } from '../money';
import { HisRefusal } from './his-refusal';

/** Null when the value fits, else the path of what does not, empty for the value itself. */
export type Shape = (value: unknown) => string | null;

const when = (fits: boolean): string | null => (fits ? null : '');

export const pattern =
  (form: RegExp): Shape =>
  (value) =>
    when(typeof value === 'string' && form.test(value));

export const text =
  (longest: number, shortest = 1): Shape =>
  (value) =>
    when(typeof value === 'string' && value.length >= shortest && value.length <= longest);

export const integer =
  (least: number, most = MAX_FEN): Shape =>
  (value) =>
    when(Number.isInteger(value) && (value as number) >= least && (value as number) <= most);

export const list =
  (item: Shape, least: number, most: number): Shape =>
  (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return '';
    return first(value.map((one, index) => at(String(index), item(one))));
  };

/** Members beside those named are ignored, as the protocol demands. A name that ends in `?` may be absent. */
export const object =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
    return first(
      Object.entries(members).map(([name, shape]) => {
        const member = (value as Record<string, unknown>)[name.replace('?', '')];
        return name.endsWith('?') && member === undefined ? null : at(name.replace('?', ''), shape(member));
      }),
    );
  };

const at = (name: string, path: string | null): string | null => (path === null ? null : path === '' ? name : `${name}.${path}`);
const first = (paths: readonly (string | null)[]): string | null => paths.find((path) => path !== null) ?? null;

/** Parses and checks a body. @throws HisRefusal HIS_REFUSED that names the member, never its value */
export function readBody<T>(body: string, shape: Shape): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new HisRefusal('HIS_REFUSED', 'the body is not JSON');
  }
  const wrong = shape(value);
  if (wrong !== null) throw new HisRefusal('HIS_REFUSED', wrong === '' ? 'the body is not valid' : `${wrong} is missing or not valid`);
  return value as T;
}
