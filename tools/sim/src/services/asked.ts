/** Who asks another service for something, under which key, and for which generation of which order. */
export interface Asked {
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
}
