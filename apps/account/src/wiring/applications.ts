import type { Application } from '../domain/application';
import { Applications } from '../usecases/ports';

/** The applications of the configuration. */
export class ConfiguredApplications extends Applications {
  constructor(private readonly applications: readonly Application[]) {
    super();
  }

  find(applicationId: string, gateway: string): Application | undefined {
    return this.applications.find((one) => one.applicationId === applicationId && one.gateway === gateway);
  }
}
