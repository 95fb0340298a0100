import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';

/** A person's name: no control characters, not only blanks. */
const IsPersonName = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u), MaxLength(50));
/** An identity document of any kind; the hospital's record decides. */
const IsIdNo = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^[0-9A-Za-z()-]{6,30}$/));

export class OpenSessionBody {
  @IsPersonName() name: string;
  @IsIdNo() idNo: string;
}
