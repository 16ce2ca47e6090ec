// The task: what math.add does here.
export const queueName = 'bench';
export const add = ({ a, b }) => a + b;
// Like ours: the row and its result stay after the task has succeeded.
export const jobOptions = { removeOnComplete: false, removeOnFail: false };
