import { MAX_FEN } from '@meridian/kernel/fen';
import { ORDER_NO } from '@meridian/kernel/ids';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** Field kinds of the messages, so that each limit is written once. */
export const IsFen = (min = 0): PropertyDecorator => applyDecorators(IsInt(), Min(min), Max(MAX_FEN));
export const IsSignedFen = (): PropertyDecorator => applyDecorators(IsInt(), Min(-MAX_FEN), Max(MAX_FEN));
export const IsOrderNo = (): PropertyDecorator => applyDecorators(IsString(), Matches(ORDER_NO));
export const IsText = (max: number): PropertyDecorator => applyDecorators(IsString(), IsNotEmpty(), MaxLength(max));
/** An idempotency key: 16 to 255 visible ASCII characters. */
export const IsKey = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^[\x21-\x7e]{16,255}$/));
/** An identifier of ours or of a partner: no spaces, no control characters. */
export const IsName = (max = 64): PropertyDecorator => applyDecorators(IsString(), Matches(/^[\w.:|*@/-]+$/), MaxLength(max));
export const IsInstant = (): PropertyDecorator => applyDecorators(IsInt(), Min(0), Max(8_640_000_000_000_000));
export const IsDay = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/));
/** A decimal text: up to ten digits before and six after the point. */
export const IsDecimal = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^\d{1,10}(\.\d{1,6})?$/));
export const IsOneOf = (values: readonly string[]): PropertyDecorator => applyDecorators(IsString(), IsIn([...values]));
/** A ciphertext of the vault: personal data crosses the bus only sealed. */
export const IsSealed = (): PropertyDecorator => applyDecorators(IsString(), Matches(/^v1\|[\w-]+\|[\w+/=-]+$/), MaxLength(2048));
export const Maybe = (): PropertyDecorator => IsOptional();

// ValidateNested alone takes a list for an object and checks its entries: an empty one would pass for anything.
export const IsPart = (type: () => new () => object): PropertyDecorator => applyDecorators(IsObject(), ValidateNested(), Type(type));
export const IsListOf = (type: () => new () => object, min: number, max: number): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMinSize(min), ArrayMaxSize(max), IsObject({ each: true }), ValidateNested({ each: true }), Type(type));
export const IsNames = (min: number, max: number): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMinSize(min), ArrayMaxSize(max), IsString({ each: true }), MaxLength(128, { each: true }));

/** A small whole number: a generation, a version, a counter. */
export const IsCount = (): PropertyDecorator => applyDecorators(IsInt(), Min(0), Max(1_000_000));
