import type { Fen } from '@meridian/kernel/fen';
import { IsFen, IsSignedFen } from '../fields';

/** Who pays: `totalFen` = the six parts. */
export class SplitMessage {
  @IsFen() totalFen: Fen;
  @IsFen() fundFen: Fen;
  @IsFen() accountFen: Fen;
  @IsFen() mutualAidFen: Fen;
  @IsFen() cashFen: Fen;
  @IsFen() hospitalFen: Fen;
  @IsSignedFen() adjustFen: Fen;
}
