package io.cameldiscovery.registry;

class MemoryLeaseStoreTest extends LeaseStoreContract {
    @Override
    protected LeaseStore open() {
        return new MemoryLeaseStore();
    }
}
