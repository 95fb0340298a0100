import { WHOLE } from './money';

/** The price ceiling that means "none", as the centre sends it. */
export const NO_CEILING = '999999';

/** One item as the hospital charges it and as the insurance catalogue knows it. */
export interface CatalogueItem {
  /** The hospital's own code (medins_list_codg). */
  readonly itemCode: string;
  /** National catalogue code (med_list_codg). */
  readonly code: string;
  readonly name: string;
  /** The hospital's price in yuan. */
  readonly unitPrice: string;
  /** chrgitm_lv: 01 甲, 02 乙, 03 丙. */
  readonly level: '01' | '02' | '03';
  /** med_chrgitm_type: 03 examination, 04 laboratory, 09 western drug, 11 Chinese patent drug, 14 other. */
  readonly chargeType: string;
  /** selfpay_prop in ten-thousandths. */
  readonly selfPayShare: number;
  /** pric_uplmt_amt per unit in yuan. */
  readonly ceiling: string;
}

type Row = readonly [CatalogueItem['itemCode'], string, string, string, CatalogueItem['level'], string, number, string?];

/** Invented items with codes of the national form; the prices of the first five are those of the worked example G.3 E1. */
const ROWS: readonly Row[] = [
  ['D0001', 'XJ01CAA040E001010104601', '阿莫西林胶囊', '35.60', '01', '09', 0],
  ['D0002', 'XC10AAA188A001020203842', '阿托伐他汀钙片', '120.00', '02', '09', 1_000],
  ['E0001', '003203000010000-320300001', '彩色多普勒超声检查', '200.00', '02', '03', 1_000, '180.00'],
  ['D0003', 'ZA06CAY0361010202518', '养阴口服液', '55.00', '03', '11', WHOLE],
  ['D0004', 'XN02BEF035A001010100213', '对乙酰氨基酚片', '4.52', '02', '09', 500],
  ['D0005', 'XA02BCL017E003010179101', '奥美拉唑肠溶胶囊', '28.80', '01', '09', 0],
  ['D0006', 'ZA01BAL0119010101287', '连花清瘟胶囊', '14.80', '02', '11', 500],
  ['L0001', '002501010150000-250101015', '血细胞分析', '18.00', '01', '04', 0],
  ['L0002', '002503070010000-250307001', '肾功能检查', '36.00', '01', '04', 0],
  ['E0002', '003104010220000-310401022', '胸部CT平扫', '260.00', '01', '03', 0],
  ['S0001', '003312000010000-331200001', '内镜下治疗', '1000.00', '01', '05', 0],
  ['O0001', '009900000010000-990000001', '门诊病历本', '1.00', '03', '14', WHOLE],
];

export const CATALOGUE: readonly CatalogueItem[] = ROWS.map(
  ([itemCode, code, name, unitPrice, level, chargeType, selfPayShare, ceiling = NO_CEILING]) => ({
    itemCode,
    code,
    name,
    unitPrice,
    level,
    chargeType,
    selfPayShare,
    ceiling,
  }),
);

export const byItemCode: ReadonlyMap<string, CatalogueItem> = new Map(CATALOGUE.map((item) => [item.itemCode, item]));

/** By national code: what the insurance centre looks up. */
export const byNationalCode: ReadonlyMap<string, CatalogueItem> = new Map(CATALOGUE.map((item) => [item.code, item]));
