/** The library comes without types; of what it gives only this is used: it mixes up the labels of histograms. */
declare module 'parse-prometheus-text-format' {
  interface Family {
    name: string;
    help: string;
    type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM' | 'SUMMARY' | 'UNTYPED';
  }
  export default function parse(text: string): Family[];
}
