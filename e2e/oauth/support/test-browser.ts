/** The tests use the browser of the attack lab: one definition for both. */
export { LabBrowser as TestBrowser } from '@/lib/learn/lab/oauth/lab-browser';
