package io.cameldiscovery.lan;

/**
 * Whether an interface is used, and why.
 *
 * @param reason completes the sentence "eth0 is used: …", such as {@code matches exclude 'docker*'}
 */
record InterfaceChoice(LanInterface face, boolean chosen, String reason) {

    static InterfaceChoice chosen(LanInterface face, String reason) {
        return new InterfaceChoice(face, true, reason);
    }

    static InterfaceChoice skipped(LanInterface face, String reason) {
        return new InterfaceChoice(face, false, reason);
    }

    @Override
    public String toString() {
        return face.name() + (chosen ? " is used: " : " is skipped: ") + reason;
    }
}
