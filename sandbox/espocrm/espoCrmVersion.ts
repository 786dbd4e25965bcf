/** The releases of EspoCRM that are imitated, the ones that were measured. */
export type EspoCrmVersion = '9.2.7' | '10.0.0';
