/** Words that carry no topic, and those that every support case has. */
export const STOP_WORDS = new Set(
  (
    'a an the and or but nor so yet of in on at by for from to with without into onto over under after before during while until since ' +
    'is are was were be been being has have had having do does did done can could may might must shall should will would not no ' +
    'it its this that these those there their they them he she we you your our us who whom which what when where why how all any ' +
    'both each few more most other some such only own same than then too very s t just also as if because between through about ' +
    'against again further once here up down out off case cases customer customers support engineer engineers team teams aws ' +
    'per let every within whether come came comes keep keeps kept take takes given go goes went make makes made get gets got now today later far ' +
    'received saw called started stopped reached became wanted always never ' +
    'account accounts service services reported asked showed found mostly example confirmed two three one first second new ' +
    'der die das und den ' +
    'dem des ein eine einer eines einem einen ist war wurde wurden nicht mit von für auf bei im zu zum zur sich auch oder dass nach kunde kunden support'
  ).split(' '),
);
