import { replayTopics } from './replay.ts';

replayTopics(['dates', 'zones', 'formats', 'json', 'regexp']);
