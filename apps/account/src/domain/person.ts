/** An ID number as it is compared and marked: the check character of a resident ID is a capital X. */
export const normalIdNo = (idNo: string): string => idNo.trim().toUpperCase();
