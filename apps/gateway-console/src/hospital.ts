/** Whose books this console shows. Its own injection token. */
export class Hospital {
  constructor(readonly hospitalId: string) {}
}
