/** Opens a server on loopback and says plainly when its port is taken. */
import type { Server } from 'node:http';

/** Port 0 is any free one; the answer is the port that was bound. */
export async function listen(server: Server, port: number, what: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} for ${what} is already taken.`) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
