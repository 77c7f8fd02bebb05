import { PageHead } from '../../parts/page-head.tsx';

export const DecisionsPage = () => <PageHead title="DecisionsPage" />;
