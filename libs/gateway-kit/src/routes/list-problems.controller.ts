import { CODES, type Code, isCode } from '@meridian/contracts/codes';
import type { Bilingual } from '@meridian/kernel/outcome';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../auth/access';
import { HTTP_STATUS } from '../http/http-status';
import { RefusalException } from '../http/refusal.exception';

interface ProblemEntry {
  readonly code: Code;
  readonly status: number;
  readonly message: Bilingual;
}

const entryOf = (code: Code): ProblemEntry => ({ code, status: HTTP_STATUS[code], message: CODES[code] });

/** What a problem's `type` points to (RFC 9457 3.1.1). */
@ApiExcludeController()
@Allow({ level: 'public' })
@Controller('problems')
export class ListProblemsController {
  @Get()
  all(): ProblemEntry[] {
    return (Object.keys(CODES) as Code[]).map(entryOf);
  }

  @Get(':code')
  one(@Param('code') code: string): ProblemEntry {
    if (!isCode(code)) throw new RefusalException('ROUTE_UNKNOWN');
    return entryOf(code);
  }
}
