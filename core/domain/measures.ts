const oneDecimal = (measure: number) => Math.round(measure * 10) / 10;

/** `85.5 lb` */
export function spokenWeight(pounds: number): string {
  return `${oneDecimal(pounds)} lb`;
}

/** `4 ft 7.5 in` */
export function spokenHeight(inches: number): string {
  const whole = oneDecimal(inches);
  return `${Math.floor(whole / 12)} ft ${oneDecimal(whole % 12)} in`;
}
