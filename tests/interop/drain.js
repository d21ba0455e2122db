// Uploads a folder of jobs one after the other with the official tus-js-client as it comes, tried again for as long as it takes.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';

const folder = process.argv[2];
const decoded = (metadata) =>
  Object.fromEntries(metadata.split(',').map((pair) => pair.split(' ')).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));

for (const name of (await readdir(folder)).filter((name) => name.endsWith('.job')).sort()) {
  const [endpoint, token, file, , metadata] = (await readFile(join(folder, name), 'utf8')).split('\n');
  const bytes = await readFile(file);
  await new Promise((resolve, reject) => {
    new Upload(bytes, {
      endpoint,
      uploadDataDuringCreation: true,
      headers: { authorization: `Bearer ${token}` },
      metadata: decoded(metadata),
      retryDelays: Array(1000).fill(1000),
      onError: reject,
      onSuccess: resolve,
    }).start();
  });
}
