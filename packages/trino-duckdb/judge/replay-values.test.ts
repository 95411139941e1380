import { replayTopics } from './replay.ts';

replayTopics(['numbers', 'strings', 'casts', 'collections', 'random']);
