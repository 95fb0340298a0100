import { onRsa, saysRsa } from './rsa';

it('tells who listens, and nobody before', () => {
  const heard: string[] = [];
  saysRsa('sign');
  onRsa((operation) => heard.push(operation));
  saysRsa('sign');
  saysRsa('verify');
  expect(heard).toEqual(['sign', 'verify']);
});
