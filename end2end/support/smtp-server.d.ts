// What we use of the package, which brings no types.
declare module 'smtp-server' {
  import type { Readable } from 'node:stream';

  export interface Auth {
    method: string;
    username?: string;
    password?: string;
    accessToken?: string;
  }
  interface Session {
    envelope: { mailFrom: { address: string }; rcptTo: { address: string }[] };
  }
  interface Options {
    key?: string;
    cert?: string;
    authMethods?: string[];
    authOptional?: boolean;
    disabledCommands?: string[];
    onAuth?(auth: Auth, session: Session, done: (error: Error | null, answer?: object) => void): void;
    onData?(stream: Readable, session: Session, done: (error?: Error | null, message?: string) => void): void;
  }
  export class SMTPServer {
    constructor(options: Options);
    listen(port: number, host: string, ready: () => void): void;
    close(done: () => void): void;
    on(event: 'error', heard: (error: Error) => void): void;
  }
}
