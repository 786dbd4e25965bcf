/** The audiences Graph takes for itself: its public address, its application id, and where the sandbox serves it. */

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

export const graphAudiences = (graphUrl: string): readonly string[] => [
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
  GRAPH_APP_ID,
  graphUrl,
  `${graphUrl}/`,
];
