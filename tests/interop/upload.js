// Uploads one packet with the official tus-js-client: cut after the first piece, then resumed by a client that knows only the URL.
import { readFile } from 'node:fs/promises';
import { Upload } from 'tus-js-client';

const [endpoint, token, file, metadata] = process.argv.slice(2);
const bytes = await readFile(file);

/** Sends until the end, or until `cut` bytes were accepted; answers with the URL, and with the receipt if there is one. */
function send(uploadUrl, cut) {
  return new Promise((resolve, reject) => {
    let receipt = null;
    const upload = new Upload(bytes, {
      endpoint,
      uploadUrl,
      chunkSize: 40_000,
      uploadDataDuringCreation: uploadUrl === null,
      headers: { authorization: `Bearer ${token}` },
      metadata: JSON.parse(metadata),
      retryDelays: [200, 400, 800],
      onAfterResponse: (_, response) => {
        receipt = response.getHeader('rekam-receipt') ?? receipt;
      },
      onChunkComplete: (_, accepted) => {
        if (accepted >= cut) void upload.abort().then(() => resolve({ url: upload.url, accepted, receipt }));
      },
      onError: reject,
      onSuccess: () => resolve({ url: upload.url, accepted: bytes.length, receipt }),
    });
    upload.start();
  });
}

const first = await send(null, 40_000);
const second = await send(first.url, Number.MAX_SAFE_INTEGER);
process.stdout.write(JSON.stringify({ cutAt: first.accepted, early: first.receipt, receipt: second.receipt, url: second.url }));
