import { replayTopics } from './replay.ts';

replayTopics(['queries', 'cases', 'aggregates', 'windows', 'structure', 'analysis', 'unseen']);
